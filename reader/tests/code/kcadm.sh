/opt/keycloak/bin/kcadm.sh config credentials --server http://x --realm master --user a --password b
/opt/keycloak/bin/kcadm.sh add-roles -r acme --uusername bob --rolename admin
/opt/keycloak/bin/kcadm.sh set-password -r acme --username bob --new-password x
/opt/keycloak/bin/kcadm.sh get-roles -r acme --uusername bob
/opt/keycloak/bin/kcadm.sh create realms -s realm=x
/opt/keycloak/bin/kcadm.sh delete realms/x
