<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * Through Fanfare's HTTP API (docs/http-api.md), by PHP's own streams, for backends without a Redis. Who heard a message
 * nobody counts. Nothing is sent twice.
 */
final class HttpTransport implements Transport
{
    private const MOST_IN_A_REQUEST = 1000;
    private const MOST_BYTES_IN_A_REQUEST = 1 << 19;

    private readonly string $base;
    private readonly Options $options;

    /**
     * `key` is one of the server's api.key.<name>; `tls` are PHP's context options for ssl.
     *
     * @param array<string, mixed> $tls
     * @throws InvalidArgument
     */
    public function __construct(string $url, private readonly string $key, ?Options $options = null, private readonly array $tls = [])
    {
        if (preg_match('~^https?://.~', $url) !== 1) {
            throw new InvalidArgument('url: must be http://… or https://…');
        }
        if (preg_match('/^[!-\~]+$/D', $key) !== 1) {
            throw new InvalidArgument("key: must be the value of one of the server's api.key.<name>");
        }
        $this->base = rtrim($url, '/');
        $this->options = $options ?? new Options();
    }

    public function options(): Options
    {
        return $this->options;
    }

    public function publish(array $publications): array
    {
        $bodies = array_map(static fn (Publication $one) => self::json(self::order($one)), $publications);
        $contents = count($bodies) === 1
            ? $bodies
            : array_map(static fn (array $part) => '[' . implode(',', $part) . ']', self::parts($bodies));
        foreach ($contents as $content) {
            $this->post('/api/publish', $content);
        }
        return array_fill(0, count($publications), null);
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
        if ($status === 404 && self::errorIn($body) === 'no message is kept there') {
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
        $headers = ["Authorization: Bearer $this->key", 'Connection: close'];
        if ($content !== null) {
            $headers[] = 'Content-Type: application/json';
        }
        $context = stream_context_create(['ssl' => $this->tls, 'http' => [
            'method' => $method, 'header' => $headers, 'content' => $content ?? '', 'protocol_version' => 1.1,
            'timeout' => $this->options->commandTimeout, 'ignore_errors' => true, 'follow_location' => 0,
        ]]);
        error_clear_last();
        $stream = @fopen($this->base . $path, 'rb', false, $context);
        if ($stream === false) {
            // What PHP says names the whole URL, in which names of users and sessions stand.
            $said = error_get_last()['message'] ?? 'no answer';
            throw new Unavailable("$this->base: " . (strrchr($said, ':') ? ltrim(strrchr($said, ':'), ': ') : $said));
        }
        $body = stream_get_contents($stream);
        $about = stream_get_meta_data($stream);
        fclose($stream);
        if ($body === false || $about['timed_out']) {
            throw new Unavailable("$this->base: no answer within {$this->options->commandTimeout} s");
        }
        return [self::statusIn($about['wrapper_data'] ?? []), $body];
    }

    /** @param array<mixed> $lines */
    private static function statusIn(array $lines): int
    {
        return preg_match('~^HTTP/1\.[01] (\d{3})~', (string) ($lines[0] ?? ''), $found) === 1 ? (int) $found[1] : 0;
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

    private static function errorIn(string $body): ?string
    {
        $json = json_decode($body, true);
        $message = is_array($json) && is_array($json['error'] ?? null) ? ($json['error']['message'] ?? null) : null;
        return is_string($message) ? $message : null;
    }

    /** @return array<string, mixed> */
    private static function order(Publication $publication): array
    {
        $order = ['facility' => $publication->to->facility];
        foreach ($publication->to->audiences as $audience) {
            if ($audience->kind === 'broadcast') {
                $order['broadcast'] = true;
            } else {
                $order["{$audience->kind}s"][] = $audience->name;
            }
        }
        if (!mb_check_encoding($publication->payload, 'UTF-8')) {
            throw new InvalidArgument('message: is not UTF-8; the HTTP API carries texts only');
        }
        $order['message'] = $publication->payload;
        return $publication->expire === null ? $order : [...$order, 'expire' => $publication->expire];
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
