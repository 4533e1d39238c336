# requests.get("https://h/admin/realms/a/users")
x = 1
"""
requests.get("https://h/admin/realms/a/clients")
"""
requests.get("https://h/admin/realms/a/groups")
