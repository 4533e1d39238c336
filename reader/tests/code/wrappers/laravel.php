<?php

namespace App\Services;

use Illuminate\Http\Client\PendingRequest;
use Illuminate\Support\Facades\Http;

class Keycloak
{
    private function api(): PendingRequest
    {
        return Http::withToken($this->token())
            ->baseUrl(config('services.keycloak.url') . '/admin/realms/' . config('services.keycloak.realm'))
            ->acceptJson()
            ->throw();
    }

    public function count(): int
    {
        return $this->api()->get('/users/count')->json();
    }

    public function logins(): array
    {
        return $this->api()->get('/events', ['type' => 'LOGIN', 'max' => 100])->json();
    }
}
