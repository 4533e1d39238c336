#!/bin/bash
BASE=${KC}/admin/realms/${REALM}
kc() { curl -sS -X "$1" -H "Authorization: Bearer $T" "$BASE/$2"; }
kc GET users
kc POST groups
# kc DELETE groups/1
