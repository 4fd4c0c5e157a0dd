<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Where a Redis is and who we are there: redis://[user][:password@]host[:port][/db] or unix://…/path[?db=n]. */
final class RedisAddress
{
    private function __construct(
        public readonly string $host, // or the path of a Unix socket
        public readonly int $port, // 0 for a Unix socket
        public readonly string $user,
        public readonly string $password,
        public readonly int $database,
    ) {
    }

    /** @throws InvalidArgument which does not quote the password */
    public static function parse(string $url): self
    {
        // PHP knows no host-less URL but file:///.
        $isUnix = str_starts_with($url, 'unix://');
        $parts = parse_url($isUnix ? preg_replace('~^unix://([^/@]*@)?/~', 'unix://$1socket/', $url) : $url);
        $scheme = $parts['scheme'] ?? '';
        parse_str($parts['query'] ?? '', $query);
        $path = $parts['path'] ?? '';
        $database = $isUnix ? ($query['db'] ?? '0') : (substr($path, 1) ?: '0');
        $isAddress = in_array($scheme, ['redis', 'rediss', 'unix'], true) && ($parts['host'] ?? '') !== ''
            && is_string($database) && preg_match('/^\d{1,9}$/D', $database) === 1 && (!$isUnix || strlen($path) > 1);
        if (!$isAddress) {
            throw new InvalidArgument(
                'url: must be redis://[user][:password@]host[:port][/db], rediss://… or unix://[user][:password@]/path[?db=n]',
            );
        }
        $host = trim($parts['host'], '[]');
        return new self(
            $isUnix ? rawurldecode($path) : ($scheme === 'rediss' ? "tls://$host" : $host),
            $isUnix ? 0 : ($parts['port'] ?? 6379),
            rawurldecode($parts['user'] ?? ''),
            rawurldecode($parts['pass'] ?? ''),
            (int) $database,
        );
    }

    /** For people and logs. */
    public function shown(): string
    {
        return 'redis ' . $this->host . ($this->port === 0 ? '' : ":$this->port");
    }
}
