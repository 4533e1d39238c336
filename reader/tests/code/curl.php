<?php
use GuzzleHttp\Psr7\Request;
$request = new Request('POST', $base . '/admin/realms/' . $realm . '/users', $headers, $body);
$client->sendAsync($request);
$ch = curl_init("$base/admin/realms/$realm/users/$id");
curl_setopt($ch, CURLOPT_CUSTOMREQUEST, "DELETE");
