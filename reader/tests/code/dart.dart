final res = await http.get(Uri.parse('$base/admin/realms/$realm/users'), headers: h);
await http.delete(Uri.parse('$base/admin/realms/$realm/users/$id'));
