<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

use Fanfare\Publisher\FanfareException;
use Fanfare\Publisher\HttpTransport;
use Fanfare\Publisher\Name;
use Fanfare\Publisher\Options;
use Fanfare\Publisher\Published;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;
use Fanfare\Publisher\Transport;
use Fanfare\Publisher\Visitor;
use PHPUnit\Framework\TestCase;

/** Every vector, on every transport. */
final class VectorsTest extends TestCase
{
    /** @return iterable<string, array{\stdClass, string}> */
    public static function vectors(): iterable
    {
        foreach (Witness::vectors() as $name => $vector) {
            foreach (['redis', 'http'] as $transport) {
                if (property_exists($vector, $transport)) {
                    yield "$transport: $name" => [$vector, $transport];
                }
            }
        }
    }

    /** @dataProvider vectors */
    public function testAVector(\stdClass $vector, string $transport): void
    {
        $witness = Witness::one();
        $witness->ask('/begin', ['vector' => $vector->name, 'transport' => $transport]);
        $carrier = self::transport($transport, (array) ($vector->options ?? []));

        $outcome = $this->outcome($vector, $carrier);
        $carrier->close();

        self::assertSame([], $witness->ask('/judge', $outcome)['wrong']);
    }

    /** @param array<string, mixed> $said */
    private static function transport(string $transport, array $said): Transport
    {
        $witness = Witness::one();
        $prefix = $said['prefix'] ?? '';
        $names = ['expire' => 'expire', 'max_bytes' => 'maxBytes', 'revoked_for' => 'revokedFor', 'colons' => 'colons'];
        $options = [];
        foreach (array_intersect_key($names, $said) as $word => $name) {
            $options[$name] = $said[$word];
        }
        return $transport === 'redis'
            ? new RedisTransport($witness->redis, $prefix, new Options(...$options))
            : new HttpTransport($witness->http, $witness->key, new Options(...$options));
    }

    /** @return array<string, mixed> */
    private function outcome(\stdClass $vector, Transport $transport): array
    {
        try {
            return ['returned' => $this->{$vector->call}((array) $vector->arguments, $transport)];
        } catch (FanfareException $error) {
            return ['error' => ['code' => $error->word(), 'message' => $error->getMessage()]];
        } catch (\Error $error) { // PHP itself refuses the type of an argument, or one there is not
            if (!$error instanceof \TypeError && !str_starts_with($error->getMessage(), 'Unknown named parameter')) {
                throw $error;
            }
            return ['error' => ['code' => 'invalid_argument', 'message' => $error->getMessage()]];
        }
    }

    /** @param array<string, mixed> $said */
    private function publisher(array $said, Transport $transport): RedisPublisher
    {
        unset($said['message'], $said['messages'], $said['expire']);
        $request = $said['request'] ?? null;
        $said['request'] = $request === null ? null : new Visitor($request->user, $request->groups, $request->session);
        $given = array_map(static fn (mixed $names) => is_array($names) ? array_map(
            static fn (mixed $name) => $name instanceof \stdClass && isset($name->self) ? Name::SELF : $name,
            $names,
        ) : $names, $said);
        return new RedisPublisher(...$given, transport: $transport);
    }

    private static function message(\stdClass $said): mixed
    {
        return match (true) {
            isset($said->base64) => base64_decode($said->base64),
            isset($said->text) => $said->text,
            default => $said->json,
        };
    }

    /** @return array<string, mixed> */
    private static function told(Published $published): array
    {
        return get_object_vars($published);
    }

    /** @return array<string, mixed> */
    private function publish(array $said, Transport $transport): array
    {
        $publisher = $this->publisher($said, $transport);
        return self::told($publisher->publishMessage(self::message($said['message']), $said['expire'] ?? null));
    }

    /** @return list<array<string, mixed>> */
    private function batch(array $said, Transport $transport): array
    {
        $messages = array_map(self::message(...), $said['messages']);
        $results = $this->publisher($said, $transport)->publishBatch($messages, $said['expire'] ?? null);
        return array_map(self::told(...), $results);
    }

    /** @return list<array<string, mixed>> */
    private function pipeline(array $said, Transport $transport): array
    {
        $pipeline = (new RedisPublisher(transport: $transport))->pipeline();
        foreach ($said['publications'] as $one) {
            $publisher = $this->publisher((array) $one, $transport);
            $pipeline->publishMessage(self::message($one->message), $one->expire ?? null, $publisher);
        }
        return array_map(self::told(...), $pipeline->send());
    }

    /** @return ?array<string, string> */
    private function fetch(array $said, Transport $transport): ?array
    {
        $request = $said['request'] ?? null;
        $said['request'] = $request === null ? null : new Visitor($request->user, $request->groups, $request->session);
        $found = (new RedisPublisher(transport: $transport))->fetchMessage(...$said);
        return $found === null ? null : ['base64' => base64_encode($found->bytes)];
    }

    private function disconnect(array $said, Transport $transport): void
    {
        RedisPublisher::disconnect(...$said, transport: $transport);
    }

    private function revoke(array $said, Transport $transport): void
    {
        RedisPublisher::revoke(...$said, transport: $transport);
    }
}
