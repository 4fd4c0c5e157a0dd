<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * One request over a connection of its own, which ends in its time, however slowly the other side takes and gives: what
 * PHP's wrapper for http:// cannot say, whose timeout is of each read.
 *
 * @internal
 */
final class HttpCall
{
    private const MOST_BYTES = 64 << 20;
    private const PIECE = 1 << 16;

    /** @var resource */
    private $stream;
    private readonly string $peer;
    private readonly float $until;
    private string $received = '';

    /**
     * Connects; `tls` are PHP's context options for ssl.
     *
     * @param array<string, mixed> $tls
     * @throws Unavailable
     */
    public function __construct(string $base, private readonly Options $options, array $tls)
    {
        $this->until = self::now() + $options->connectTimeout + $options->commandTimeout;
        ['scheme' => $scheme, 'host' => $host, 'port' => $port] = parse_url($base) + ['port' => null];
        $isSecure = $scheme === 'https';
        $this->peer = $port === null ? $host : "$host:$port";
        $address = ($isSecure ? 'ssl' : 'tcp') . "://$host:" . ($port ?? ($isSecure ? 443 : 80));
        $context = stream_context_create(['ssl' => $tls + ['peer_name' => trim($host, '[]')]]);
        $warned = [];
        set_error_handler(static function (int $_, string $said) use (&$warned): bool {
            $warned[] = preg_replace(['~^\w+\(\): ~', '~\s+~'], ['', ' '], $said);
            return true;
        });
        try {
            $stream = stream_socket_client($address, $_, $why, $options->connectTimeout, STREAM_CLIENT_CONNECT, $context);
        } finally {
            restore_error_handler();
        }
        if ($stream === false) {
            throw new Unavailable($why ?: $warned[0] ?? 'no connection');
        }
        $this->stream = $stream;
        stream_set_blocking($stream, false);
    }

    public function __destruct()
    {
        if (isset($this->stream)) {
            fclose($this->stream);
        }
    }

    /**
     * `target` begins with a slash; `headers` are whole lines.
     *
     * @param list<string> $headers
     * @return array{int, string} the status and the body
     * @throws Unavailable
     */
    public function exchange(string $method, string $target, array $headers, string $content): array
    {
        $lines = ["$method $target HTTP/1.1", "Host: $this->peer", 'Connection: close', ...$headers];
        $length = $method === 'POST' ? ['Content-Length: ' . strlen($content)] : [];
        $this->send(implode("\r\n", [...$lines, ...$length, '', '']) . $content);
        $head = $this->until("\r\n\r\n");
        if (preg_match('~^HTTP/1\.[01] (\d{3})~', $head, $status) !== 1) {
            throw new Unavailable('the answer is no HTTP');
        }
        return [(int) $status[1], $this->body($head)];
    }

    private function body(string $head): string
    {
        if (preg_match('~\r\nTransfer-Encoding:[^\r]*chunked~i', $head) === 1) {
            return $this->chunks();
        }
        if (preg_match('~\r\nContent-Length: *(\d{1,9})\r~i', $head, $length) === 1) {
            return $this->bytes((int) $length[1]);
        }
        while ($this->receive()) {
        }
        return $this->received;
    }

    private function chunks(): string
    {
        $body = '';
        do {
            $line = $this->until("\r\n");
            if (preg_match('~^([0-9a-f]{1,7})\s*(;|\r)~i', $line, $size) !== 1) {
                throw new Unavailable('the answer is malformed');
            }
            $chunk = $this->bytes(hexdec($size[1]));
            $body .= $chunk;
            if (strlen($body) > self::MOST_BYTES) {
                throw new Unavailable('the answer is too large');
            }
            $this->until("\r\n");
        } while ($chunk !== '');
        return $body;
    }

    /** What was received up to and with `end`. */
    private function until(string $end): string
    {
        while (($at = strpos($this->received, $end)) === false) {
            $this->receive() || throw new Unavailable('the connection was closed without an answer');
        }
        return $this->taken($at + strlen($end));
    }

    private function bytes(int $count): string
    {
        while (strlen($this->received) < $count) {
            $this->receive() || throw new Unavailable('the connection was closed within the answer');
        }
        return $this->taken($count);
    }

    private function taken(int $count): string
    {
        $taken = substr($this->received, 0, $count);
        $this->received = substr($this->received, $count);
        return $taken;
    }

    private function send(string $bytes): void
    {
        while ($bytes !== '') {
            $sent = @fwrite($this->stream, $bytes);
            if ($sent === false) {
                return; // the answer may be there nevertheless
            }
            $bytes = substr($bytes, $sent);
            $sent > 0 || $this->await(read: false);
        }
    }

    /** More of the answer; false at its end. */
    private function receive(): bool
    {
        while (($piece = (string) @fread($this->stream, self::PIECE)) === '') {
            if (feof($this->stream)) {
                return false;
            }
            $this->await(read: true);
        }
        $this->received .= $piece;
        if (strlen($this->received) > self::MOST_BYTES) {
            throw new Unavailable('the answer is too large');
        }
        $this->left();
        return true;
    }

    private function await(bool $read): void
    {
        $streams = [$this->stream];
        $none = null;
        [$reading, $writing] = $read ? [$streams, $none] : [$none, $streams];
        $microseconds = (int) ceil($this->left() * 1e6);
        @stream_select($reading, $writing, $none, intdiv($microseconds, 1000000), $microseconds % 1000000);
    }

    /** In seconds. @throws Unavailable when there is none */
    private function left(): float
    {
        $left = $this->until - self::now();
        $patience = $this->options->connectTimeout + $this->options->commandTimeout;
        return $left > 0 ? $left : throw new Unavailable("no answer within $patience s");
    }

    private static function now(): float
    {
        return hrtime(true) / 1e9;
    }
}
