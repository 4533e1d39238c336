const api = new DefaultApi(conf);
await api.adminRealmsRealmUsersGet({ realm });
await api.adminRealmsRealmUsersUserIdDelete({ realm, userId });
