<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * Through the Redis that the server uses, by phpredis: the server need not be reachable, nor even run.
 *
 * Owns one connection, opened by the first call that needs it. A call that fails has closed it, and the next call opens
 * another; nothing is sent twice.
 */
final class RedisTransport implements Transport
{
    private const EXPIRE = 3600;
    private const REFUSED = '/^(NOAUTH|NOPERM|WRONGPASS)\b/';
    private const ENDED = '/lost|closed|went away/i';
    private const BURST = 10_000_000; // nanoseconds, in which no Redis restarts

    private readonly RedisAddress $address;
    private readonly Options $options;
    private readonly string $prefix;
    private ?\Redis $connection = null;
    private int $usedAt = 0;

    /**
     * `prefix` is the server's broker.prefix; without options, messages are kept for an hour.
     *
     * @throws InvalidArgument
     */
    public function __construct(string $url = 'redis://127.0.0.1:6379/0', string $prefix = '', ?Options $options = null)
    {
        $this->address = RedisAddress::parse($url);
        $this->prefix = $prefix === '' ? '' : "$prefix:";
        $this->options = $options ?? new Options(expire: self::EXPIRE);
    }

    public function options(): Options
    {
        return $this->options;
    }

    public function publish(array $publications): array
    {
        $replies = $this->exchange(function (\Redis $pipeline) use ($publications): void {
            foreach ($publications as $publication) {
                $this->enqueue($pipeline, $publication);
            }
        });
        $this->check($replies);
        $heard = [];
        $at = 0;
        foreach ($publications as $publication) {
            $channels = count($publication->to->channels);
            foreach ($publication->payloads as $_) {
                if ($publication->expire === 0) {
                    $heard[] = array_sum(array_slice($replies, $at, $channels));
                    $at += $channels;
                } else {
                    $at += 2 * $channels + 1; // MULTI, and a QUEUED each
                    $executed = $replies[$at++];
                    $heard[] = $channels === 1 ? $executed[1] : self::everySecond($executed);
                }
            }
        }
        return $heard;
    }

    public function fetch(Lookup $lookup): ?RedisMessage
    {
        if ($lookup->audiences === []) {
            return null;
        }
        $replies = $this->exchange(function (\Redis $pipeline) use ($lookup): void {
            foreach ($lookup->audiences as $audience) {
                $pipeline->rawCommand('GET', $this->prefix . $audience->key($lookup->facility));
            }
        });
        // A key that holds no text is somebody else's.
        $error = $this->connection?->getLastError();
        if ($error !== null && !str_starts_with($error, 'WRONGTYPE')) {
            throw $this->failure($error);
        }
        $kept = array_filter($replies, static fn (mixed $reply) => is_string($reply) && $reply !== '');
        return $kept === [] ? null : new RedisMessage(reset($kept));
    }

    public function send(Control $control): void
    {
        $channel = "{$this->prefix}fanfare:control";
        if ($control->tombstone === null) {
            $this->check($this->exchange(
                static fn (\Redis $pipeline) => $pipeline->rawCommand('PUBLISH', $channel, $control->json()),
            ));
            return;
        }
        $now = $this->exchange(static fn (\Redis $pipeline) => $pipeline->rawCommand('TIME'));
        $this->check($now);
        [$seconds, $microseconds] = $now[0];
        $stamp = (string) ((int) $seconds * 1000 + intdiv((int) $microseconds, 1000) + 1);
        $this->check($this->exchange(function (\Redis $pipeline) use ($control, $channel, $stamp): void {
            $pipeline->rawCommand('MULTI');
            $revokedFor = (string) $this->options->revokedFor;
            $pipeline->rawCommand('SETEX', $this->prefix . $control->tombstone, $revokedFor, $stamp);
            $pipeline->rawCommand('PUBLISH', $channel, $control->json());
            $pipeline->rawCommand('EXEC');
        }));
    }

    public function close(): void
    {
        $this->connection?->close();
        $this->connection = null;
    }

    private function enqueue(\Redis $pipeline, Publication $publication): void
    {
        $keys = array_map(fn (string $channel) => $this->prefix . $channel, $publication->to->channels);
        if ($publication->expire === 0) {
            foreach ($publication->payloads as $payload) {
                foreach ($keys as $key) {
                    $pipeline->rawCommand('PUBLISH', $key, $payload);
                }
            }
            return;
        }
        $seconds = (string) ($publication->expire ?? self::EXPIRE);
        foreach ($publication->payloads as $payload) {
            // Kept before it is published, in one transaction: who subscribes in between finds it.
            $pipeline->rawCommand('MULTI');
            foreach ($keys as $key) {
                $pipeline->rawCommand('SETEX', $key, $seconds, $payload);
                $pipeline->rawCommand('PUBLISH', $key, $payload);
            }
            $pipeline->rawCommand('EXEC');
        }
    }

    /** @param list<mixed> $replies of SETEX and PUBLISH in turn */
    private static function everySecond(array $replies): int
    {
        $sum = 0;
        for ($at = 1; $at < count($replies); $at += 2) {
            $sum += $replies[$at];
        }
        return $sum;
    }

    /**
     * @param callable(\Redis): mixed $enqueue
     * @return list<mixed>
     */
    private function exchange(callable $enqueue): array
    {
        try {
            $this->connection = $this->living() ?? $this->connect();
            $this->connection->clearLastError();
            $enqueue($this->connection->multi(\Redis::PIPELINE));
            $replies = $this->connection->exec();
        } catch (\RedisException $error) {
            throw $this->failure($error->getMessage(), $error);
        }
        $this->usedAt = hrtime(true);
        return is_array($replies) ? $replies : throw $this->failure('the connection was lost');
    }

    /** The connection, unless it has ended; what is enqueued on one that has, phpredis loses. */
    private function living(): ?\Redis
    {
        if ($this->connection === null || hrtime(true) - $this->usedAt < self::BURST) {
            return $this->connection;
        }
        try {
            $this->connection->ping();
            return $this->connection;
        } catch (\RedisException $error) {
            return preg_match(self::ENDED, $error->getMessage()) === 1 ? null : throw $error;
        }
    }

    private function connect(): \Redis
    {
        $connection = new \Redis();
        $address = $this->address;
        // What fails warns, too; the exception says it.
        @$connection->connect($address->host, $address->port, $this->options->connectTimeout);
        $connection->setOption(\Redis::OPT_READ_TIMEOUT, $this->options->commandTimeout);
        $connection->setOption(\Redis::OPT_MAX_RETRIES, 0);
        if ($address->password !== '') {
            $login = $address->user === '' ? $address->password : [$address->user, $address->password];
            if ($connection->auth($login) !== true) {
                throw new \RedisException((string) $connection->getLastError());
            }
        }
        if ($address->database !== 0 && $connection->select($address->database) !== true) {
            throw new \RedisException((string) $connection->getLastError());
        }
        return $connection;
    }

    /** @param list<mixed> $replies */
    private function check(array $replies): void
    {
        $error = $this->connection?->getLastError();
        if ($error !== null) {
            throw $this->failure($error);
        }
        if (in_array(false, $replies, true)) {
            throw $this->failure('an answer is missing');
        }
    }

    private function failure(string $why, ?\Throwable $cause = null): FanfareException
    {
        $this->connection = null; // what state it is in, nobody knows
        $text = $this->address->shown() . ': ' . $why;
        return preg_match(self::REFUSED, $why) === 1 ? new NotAuthorized($text, 0, $cause) : new Unavailable($text, 0, $cause);
    }
}
