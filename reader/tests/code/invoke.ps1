$base = "https://kc/admin/realms/$realm"
$users = Invoke-RestMethod -Uri "$base/users?max=50" -Headers $h
Invoke-RestMethod -Method Post -Uri "$base/groups" -Headers $h -Body $b
Invoke-WebRequest "$base/users/$id" -Method DELETE -Headers $h
