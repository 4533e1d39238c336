{-# LANGUAGE OverloadedStrings #-}
module Kc where

import Network.HTTP.Simple

api :: ByteString -> String -> Env -> IO (Response ByteString)
api method path env = do
  request <- parseRequest (kcUrl env <> "/admin/realms/" <> kcRealm env <> path)
  httpBS (setRequestMethod method (setRequestBearerAuth (kcToken env) request))

users :: Env -> IO (Response ByteString)
users = api "GET" "/users"

removeUser :: Env -> String -> IO (Response ByteString)
removeUser env uid = api "DELETE" ("/users/" <> uid) env
