(ns acme.keycloak
  (:require [clj-http.client :as http]
            [acme.token :as token]))

(def base (str (System/getenv "KEYCLOAK_URL") "/admin/realms/" (System/getenv "KEYCLOAK_REALM")))

(defn- request [method path opts]
  (:body (http/request (merge {:method method
                               :url (str base path)
                               :oauth-token (token/fetch)
                               :as :json}
                              opts))))

(defn users [email]
  (request :get "/users" {:query-params {:email email}}))

(defn create-user [user]
  (request :post "/users" {:form-params user :content-type :json}))

(defn delete-user [id]
  (request :delete (str "/users/" id) {}))
