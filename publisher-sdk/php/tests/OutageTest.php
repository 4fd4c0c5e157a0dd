<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

use Fanfare\Publisher\FanfareException;
use Fanfare\Publisher\HttpTransport;
use Fanfare\Publisher\NotAuthorized;
use Fanfare\Publisher\Options;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;
use Fanfare\Publisher\Unavailable;
use PHPUnit\Framework\TestCase;

/** What a publisher does while the other side is away, stalls, and is back. */
final class OutageTest extends TestCase
{
    private const SOON = 0.2; // seconds for which what never answers is waited for

    private Witness $witness;

    protected function setUp(): void
    {
        $this->witness = Witness::one();
    }

    private function publisher(?string $url = null, float $commandTimeout = 2.0): RedisPublisher
    {
        $options = new Options(expire: 60, commandTimeout: $commandTimeout);
        $transport = new RedisTransport($url ?? $this->witness->redisItself, '', $options);
        return new RedisPublisher('f', true, transport: $transport);
    }

    /** @param class-string<FanfareException> $kind */
    private static function assertFails(string $kind, string $word, callable $call): FanfareException
    {
        try {
            $call();
        } catch (FanfareException $error) {
            self::assertInstanceOf($kind, $error);
            self::assertStringContainsStringIgnoringCase($word, $error->getMessage());
            return $error;
        }
        self::fail("it did not fail with $word");
    }

    public function testAPublishWithoutRedisSaysSoAndTheNextOneWithItSucceeds(): void
    {
        $publisher = $this->publisher();
        $publisher->publishMessage('before');
        $this->witness->changeRedis('stop');
        self::assertFails(Unavailable::class, 'redis 127.0.0.1:', static fn () => $publisher->publishMessage('lost'));
        self::assertFails(Unavailable::class, 'refused', static fn () => $publisher->publishMessage('lost'));

        $this->witness->changeRedis('start');

        self::assertSame(['broadcast:f'], $publisher->publishMessage('found')->channels);
        self::assertSame('found', $publisher->fetchMessage()->bytes);
    }

    public function testARestartOfRedisBetweenTwoCallsIsNotNoticed(): void
    {
        $publisher = $this->publisher();
        $publisher->publishMessage('before');

        $this->witness->changeRedis('stop');
        $this->witness->changeRedis('start');

        self::assertSame(['broadcast:f'], $publisher->publishMessage('after')->channels);
        self::assertSame('after', $publisher->fetchMessage()->bytes);
    }

    public function testARedisThatStallsIsNotWaitedForAndItsLateAnswerIsNobodyElses(): void
    {
        $publisher = $this->publisher(commandTimeout: self::SOON);
        $publisher->publishMessage('before');
        $this->witness->changeRedis('pause');
        self::assertFails(Unavailable::class, 'redis', static fn () => $publisher->fetchMessage());
        self::assertFails(Unavailable::class, 'redis', static fn () => $publisher->publishMessage('meanwhile'));

        $this->witness->changeRedis('resume');

        $publisher->publishMessage('after');
        self::assertSame('after', $publisher->fetchMessage()->bytes);
    }

    public function testAWrongPasswordIsToldWithoutThePassword(): void
    {
        $publisher = $this->publisher(str_replace('//', '//somebody:wrong-one@', $this->witness->redisItself));

        $error = self::assertFails(NotAuthorized::class, 'WRONGPASS', static fn () => $publisher->publishMessage('x'));

        self::assertStringNotContainsString('wrong-one', $error->getMessage());
    }

    public function testAFanfareThatIsAwayIsTold(): void
    {
        $publisher = new RedisPublisher('f', true, transport: new HttpTransport('http://127.0.0.1:1', 'k'));

        self::assertFails(Unavailable::class, 'refused', static fn () => $publisher->publishMessage('x'));
    }

    public function testAFanfareThatStallsIsNotWaitedFor(): void
    {
        $listener = stream_socket_server('tcp://127.0.0.1:0'); // takes connections and says nothing
        $transport = new HttpTransport(
            'http://' . stream_socket_get_name($listener, false),
            'k',
            new Options(commandTimeout: self::SOON),
        );
        $publisher = new RedisPublisher('f', true, transport: $transport);

        self::assertFails(Unavailable::class, 'http://127.0.0.1:', static fn () => $publisher->publishMessage('x'));

        fclose($listener);
    }

    public function testAKeyThatIsNoneOfItsIsToldWithoutTheKey(): void
    {
        $transport = new HttpTransport($this->witness->http, 'not-a-key-of-its');
        $publisher = new RedisPublisher('f', true, transport: $transport);

        $error = self::assertFails(NotAuthorized::class, '401', static fn () => $publisher->publishMessage('x'));
        self::assertFails(NotAuthorized::class, '401', static fn () => $publisher->fetchMessage());

        self::assertStringNotContainsString('not-a-key-of-its', $error->getMessage());
    }

    public function testABatchReachesAtLeast80PercentOfTheRateOfBarePhpredis(): void
    {
        $messages = array_map(static fn (int $number) => "$number " . str_repeat('x', 100), range(1, 2000));
        $bare = new \Redis();
        $bare->connect('127.0.0.1', parse_url($this->witness->redisItself, PHP_URL_PORT));
        $pipelined = static function () use ($bare, $messages): void {
            $pipeline = $bare->multi(\Redis::PIPELINE);
            foreach ($messages as $message) {
                $pipeline->rawCommand('MULTI');
                $pipeline->rawCommand('SETEX', 'broadcast:f', '60', $message);
                $pipeline->rawCommand('PUBLISH', 'broadcast:f', $message);
                $pipeline->rawCommand('EXEC');
            }
            $pipeline->exec();
        };
        $publisher = $this->publisher();
        $seconds = static function (callable $work): float {
            $began = hrtime(true);
            $work();
            return (hrtime(true) - $began) / 1e9;
        };
        $ours = static fn () => $publisher->publishBatch($messages);
        $ratio = static function () use ($seconds, $pipelined, $ours): float { // neither always behind the other
            [$first, $second, $third, $fourth] = [$seconds($pipelined), $seconds($ours), $seconds($ours), $seconds($pipelined)];
            return ($first + $fourth) / ($second + $third);
        };

        $ratio(); // connects both
        for ($tries = 0, $median = 0.0; $tries < 5 && $median < 0.8; ++$tries) { // the machine may be busy
            $ratios = [$ratio(), $ratio(), $ratio()];
            sort($ratios);
            $median = $ratios[1];
        }

        self::assertGreaterThanOrEqual(0.8, $median, implode(' ', $ratios));
    }
}
