function Invoke-Kc {
    param([string]$Method = 'GET', [Parameter(Mandatory)][string]$Path, $Body)
    $params = @{
        Method  = $Method
        Uri     = "$KcUrl/admin/realms/$Realm$Path"
        Headers = @{ Authorization = "Bearer $Token" }
    }
    if ($Body) { $params.Body = $Body | ConvertTo-Json; $params.ContentType = 'application/json' }
    Invoke-RestMethod @params
}

$users = Invoke-Kc -Path "/users?max=500"
foreach ($user in $users | Where-Object { -not $_.enabled }) {
    Invoke-Kc -Method DELETE -Path "/users/$($user.id)"
}
