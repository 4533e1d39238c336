@FeignClient(name = "kc", url = "${kc.url}")
@RequestMapping("/admin/realms/${kc.realm}/groups")
public interface Groups {
  @GetMapping
  List<Group> all(@RequestParam int max);

  @PostMapping(path = "/{id}/children")
  void child(@PathVariable String id, @RequestBody Group g);

  @DeleteMapping("/{id}")
  void drop(@PathVariable String id);
}
