<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * Through Fanfare's HTTP API (docs/http-api.md), by PHP's own streams, for backends without a Redis. Who heard a message
 * nobody counts. Nothing is sent twice. A request has the time of both timeouts together.
 */
final class HttpTransport implements Transport
{
    private const MOST_IN_A_REQUEST = 1000;
    private const MOST_BYTES_IN_A_REQUEST = 1 << 19;

    private readonly string $base;
    private readonly string $path; // of it
    private readonly Options $options;

    /**
     * `key` is one of the server's api.key.<name>; `tls` are PHP's context options for ssl.
     *
     * @param array<string, mixed> $tls
     * @throws InvalidArgument
     */
    public function __construct(string $url, private readonly string $key, ?Options $options = null, private readonly array $tls = [])
    {
        $parts = preg_match('~^https?://[!-\~]+$~D', $url) === 1 ? parse_url($url) : [];
        if (!isset($parts['host']) || array_diff(array_keys($parts), ['scheme', 'host', 'port', 'path']) !== []) {
            throw new InvalidArgument('url: must be http://… or https://…, with host, port and path alone');
        }
        if (preg_match('/^[!-\~]+$/D', $key) !== 1) {
            throw new InvalidArgument("key: must be the value of one of the server's api.key.<name>");
        }
        $this->base = rtrim($url, '/');
        $this->path = rtrim($parts['path'] ?? '', '/');
        $this->options = $options ?? new Options();
    }

    public function options(): Options
    {
        return $this->options;
    }

    public function publish(array $publications): array
    {
        $bodies = array_merge(...array_map(self::orders(...), $publications));
        $contents = count($bodies) === 1
            ? $bodies
            : array_map(static fn (array $part) => '[' . implode(',', $part) . ']', self::parts($bodies));
        foreach ($contents as $content) {
            $this->post('/api/publish', $content);
        }
        return array_fill(0, count($bodies), null);
    }

    public function fetch(Lookup $lookup): ?RedisMessage
    {
        if ($lookup->audiences === []) {
            return null;
        }
        $query = 'facility=' . rawurlencode($lookup->facility) . '&audience=' . $lookup->audience;
        foreach ($lookup->audiences as $audience) {
            $query .= $audience->kind === 'broadcast' ? '' : "&$audience->kind=" . rawurlencode($audience->name);
        }
        [$status, $body] = $this->exchange('GET', "/api/message?$query");
        if ($status === 200) {
            return new RedisMessage($body);
        }
        if ($status === 404 && self::errorIn($body, 'code') === 'no_message') {
            return null;
        }
        throw $this->failure($status, $body);
    }

    public function send(Control $control): void
    {
        $this->post("/api/$control->verb", self::json($control->said));
    }

    public function close(): void
    {
    }

    private function post(string $path, string $content): void
    {
        [$status, $body] = $this->exchange('POST', $path, $content);
        if ($status !== 202) {
            throw $this->failure($status, $body);
        }
    }

    /** @return array{int, string} */
    private function exchange(string $method, string $path, ?string $content = null): array
    {
        $headers = ["Authorization: Bearer $this->key"];
        if ($content !== null) {
            $headers[] = 'Content-Type: application/json';
        }
        try {
            $call = new HttpCall($this->base, $this->options, $this->tls);
            return $call->exchange($method, $this->path . $path, $headers, $content ?? '');
        } catch (Unavailable $failure) {
            throw new Unavailable("$this->base: " . $failure->getMessage());
        }
    }

    private function failure(int $status, string $body): FanfareException
    {
        $text = "$this->base: $status " . (self::errorIn($body) ?? 'without a reason');
        return match ($status) {
            400, 413, 414 => new InvalidArgument($text),
            401, 403 => new NotAuthorized($text),
            default => new Unavailable($text),
        };
    }

    private static function errorIn(string $body, string $field = 'message'): ?string
    {
        $json = json_decode($body, true);
        $said = is_array($json) && is_array($json['error'] ?? null) ? ($json['error'][$field] ?? null) : null;
        return is_string($said) ? $said : null;
    }

    /** @return list<string> one in JSON for each message */
    private static function orders(Publication $publication): array
    {
        $order = ['facility' => $publication->to->facility];
        foreach ($publication->to->audiences as $audience) {
            if ($audience->kind === 'broadcast') {
                $order['broadcast'] = true;
            } else {
                $order["{$audience->kind}s"][] = $audience->name;
            }
        }
        $orders = [];
        foreach ($publication->payloads as $payload) {
            if (!mb_check_encoding($payload, 'UTF-8')) {
                throw new InvalidArgument('message: is not UTF-8; the HTTP API carries texts only');
            }
            $order['message'] = $payload;
            $orders[] = self::json($publication->expire === null ? $order : [...$order, 'expire' => $publication->expire]);
        }
        return $orders;
    }

    private static function json(mixed $value): string
    {
        return (string) new RedisMessage($value);
    }

    /**
     * @param list<string> $bodies
     * @return list<non-empty-list<string>>
     */
    private static function parts(array $bodies): array
    {
        $parts = [];
        $part = [];
        $size = 0;
        foreach ($bodies as $body) {
            $isFull = count($part) === self::MOST_IN_A_REQUEST || $size + strlen($body) > self::MOST_BYTES_IN_A_REQUEST;
            if ($part !== [] && $isFull) {
                $parts[] = $part;
                $part = [];
                $size = 0;
            }
            $part[] = $body;
            $size += strlen($body);
        }
        return $part === [] ? $parts : [...$parts, $part];
    }
}
