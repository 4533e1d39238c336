@FeignClient(name = "kc", url = "${kc.url}/admin/realms/${kc.realm}")
interface Kc {
  @GetMapping("/users/{id}") User user(@PathVariable String id);
  @PutMapping("/users/{id}") void update(@PathVariable String id, @RequestBody User u);
}
