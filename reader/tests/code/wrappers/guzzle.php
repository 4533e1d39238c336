<?php

declare(strict_types=1);

namespace App\Keycloak;

use GuzzleHttp\Client;

final class AdminApi
{
    private Client $http;

    public function __construct(string $url, string $realm, private TokenProvider $tokens)
    {
        $this->http = new Client(['base_uri' => rtrim($url, '/') . '/admin/realms/' . $realm . '/']);
    }

    public function findUser(string $email): ?array
    {
        return $this->json('GET', 'users', ['query' => ['email' => $email, 'exact' => 'true']])[0] ?? null;
    }

    public function createUser(array $user): void
    {
        $this->json('POST', 'users', ['json' => $user]);
    }

    public function disable(string $id): void
    {
        $this->json('PUT', "users/$id", ['json' => ['enabled' => false]]);
    }

    public function groups(string $id): array
    {
        return $this->json('GET', 'users/' . $id . '/groups');
    }

    private function json(string $method, string $path, array $options = []): array
    {
        $options['headers']['Authorization'] = 'Bearer ' . $this->tokens->get();
        $response = $this->http->request($method, $path, $options);
        return json_decode((string) $response->getBody(), true) ?? [];
    }
}
