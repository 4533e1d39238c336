<?php
class Keycloak {
    private $base;
    public function __construct($url, $realm) { $this->base = $url . '/admin/realms/' . $realm; }
    public function groups() { return $this->client->request('GET', $this->base . '/groups'); }
    public function remove($id) { return $this->client->delete($this->base . "/groups/" . $id); }
    # $this->client->delete($this->base . '/users/' . $id)
}
