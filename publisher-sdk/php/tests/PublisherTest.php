<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

use Fanfare\Publisher\HttpTransport;
use Fanfare\Publisher\InvalidArgument;
use Fanfare\Publisher\Options;
use Fanfare\Publisher\RedisAddress;
use Fanfare\Publisher\RedisMessage;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;
use Fanfare\Publisher\Visitor;
use PHPUnit\Framework\TestCase;

/** What the vectors cannot say: PHP's own values, and calls that are wrong in PHP's way. */
final class PublisherTest extends TestCase
{
    private RedisTransport $transport;

    protected function setUp(): void
    {
        $this->transport = new RedisTransport(Witness::one()->redisItself);
        Witness::one()->ask('/begin', ['vector' => 'keeps nothing with an expiry of zero', 'transport' => 'redis']);
    }

    protected function tearDown(): void
    {
        $this->transport->close();
        RedisPublisher::configure();
    }

    private function publisher(mixed ...$audiences): RedisPublisher
    {
        return new RedisPublisher('f', ...($audiences ?: ['broadcast' => true]), transport: $this->transport);
    }

    public function testWithoutATransportItTakesTheConfiguredOne(): void
    {
        RedisPublisher::configure($this->transport);
        (new RedisPublisher('f', true))->publishMessage('x');

        self::assertSame('x', (string) (new RedisPublisher())->fetchMessage(null, 'f', 'broadcast'));
    }

    public function testNamesMayBeWholeNumbers(): void
    {
        $result = $this->publisher(users: ['mary', 7])->publishMessage('x');

        self::assertSame(['user:mary:f', 'user:7:f'], $result->channels);
    }

    public function testAFetchedMessageIsBytesAndJson(): void
    {
        $this->publisher()->publishMessage(['price' => 9.99, 'of' => (object) []]);
        $kept = $this->publisher()->fetchMessage();

        self::assertSame('{"price":9.99,"of":{}}', $kept->bytes);
        self::assertSame(['price' => 9.99, 'of' => []], $kept->json());
        $this->publisher()->publishMessage($kept);
        self::assertEquals($kept, $this->publisher()->fetchMessage());
    }

    public function testAPipelineCanBeFilledAndSentAgain(): void
    {
        $pipeline = $this->publisher()->pipeline();

        self::assertCount(1, $pipeline->publishMessage('1')->send());
        self::assertCount(2, $pipeline->publishMessage('2')->publishMessage('3')->send());
        self::assertSame([], $pipeline->send());
        self::assertSame('3', $this->publisher()->fetchMessage()->bytes);
    }

    public function testABatchTakesWhateverCanBeIterated(): void
    {
        $results = $this->publisher()->publishBatch((static function () {
            yield 'a';
            yield 'b';
        })());

        self::assertCount(2, $results);
    }

    /** @return iterable<string, array{mixed}> */
    public static function noMessages(): iterable
    {
        $endless = [];
        $endless[] = &$endless;
        yield 'not a number' => [NAN];
        yield 'text in JSON that is not UTF-8' => [["\xff"]];
        yield 'a list that holds itself' => [$endless];
        yield 'a file' => [STDERR];
    }

    /** @dataProvider noMessages */
    public function testWhatIsNoMessageIsRefused(mixed $message): void
    {
        $this->expectException(InvalidArgument::class);
        $this->expectExceptionMessage('message');
        $this->publisher()->publishMessage($message);
    }

    /** @return iterable<array{mixed}> */
    public static function noNames(): iterable
    {
        yield from [[7], [['name' => 'mary']], [[null]], [[1.5]], [["\xff"]], [[['mary']]]];
    }

    /** @dataProvider noNames */
    public function testWhatIsNoNameIsRefused(mixed $users): void
    {
        $this->expectException(InvalidArgument::class);
        $this->expectExceptionMessage('users');
        $this->publisher(users: $users);
    }

    /** @return iterable<array{string}> */
    public static function noAddresses(): iterable
    {
        yield from [['127.0.0.1:6379'], ['http://127.0.0.1'], ['redis://:s3cret@host:port/0'], ['redis://:s3cret@host/x'],
                    ['unix://'], ['redis://'], ['unix:///redis.sock?db=x']];
    }

    /** @dataProvider noAddresses */
    public function testAnAddressThatIsNoneIsRefusedWithoutItsPassword(string $url): void
    {
        try {
            new RedisTransport($url);
            self::fail("$url was taken");
        } catch (InvalidArgument $error) {
            self::assertStringContainsString('url', $error->getMessage());
            self::assertStringNotContainsString('s3cret', $error->getMessage());
        }
    }

    public function testAnAddressTellsWhereAndWhoAndNotThePassword(): void
    {
        $tcp = RedisAddress::parse('redis://me:a%2Fb@cache.internal:6380/2');
        $unix = RedisAddress::parse('unix://:secret@/run/redis.sock?db=1');
        $ipv6 = RedisAddress::parse('redis://[::1]');

        self::assertSame(
            ['cache.internal', 6380, 'me', 'a/b', 2],
            [$tcp->host, $tcp->port, $tcp->user, $tcp->password, $tcp->database],
        );
        self::assertSame(['/run/redis.sock', 0, 'secret', 1], [$unix->host, $unix->port, $unix->password, $unix->database]);
        self::assertSame(['::1', 6379, 0], [$ipv6->host, $ipv6->port, $ipv6->database]);
        self::assertSame('tls://cache', RedisAddress::parse('rediss://cache')->host);
        self::assertSame('redis cache.internal:6380', $tcp->shown());
        self::assertSame('redis /run/redis.sock', $unix->shown());
    }

    /** @return iterable<array{array<string, mixed>}> */
    public static function noOptions(): iterable
    {
        yield from [[['connectTimeout' => 0.0]], [['commandTimeout' => -1.0]], [['colons' => 'both']], [['expire' => -1]],
                    [['maxBytes' => 0]], [['revokedFor' => 0]]];
    }

    /** @dataProvider noOptions */
    public function testAnOptionThatIsNoneIsRefused(array $options): void
    {
        $this->expectException(InvalidArgument::class);
        new Options(...$options);
    }

    public function testAnAddressOfTheApiThatIsNoneIsRefused(): void
    {
        $wrong = [['redis://127.0.0.1', 'k'], ['http://127.0.0.1', ''], ['http://127.0.0.1', "a\nb"], ['http://', 'k'],
                  ['http://john:secret@host', 'k'], ['http://host/?a=b', 'k'], ["http://a\r\nb", 'k']];
        foreach ($wrong as [$url, $key]) {
            try {
                new HttpTransport($url, $key);
                self::fail("$url with the key '$key' was taken");
            } catch (InvalidArgument $error) {
                self::assertMatchesRegularExpression('/url|key/', $error->getMessage());
            }
        }
    }

    public function testAVisitorWithoutAUserHasNoGroups(): void
    {
        self::assertSame([], (new Visitor(null, ['staff'], 's'))->groups);
        self::assertSame(['7'], (new Visitor('mary', [7]))->groups);
        self::assertNull((new Visitor(''))->user);
    }

    public function testWhatIsNoJsonIsToldWhenItIsRead(): void
    {
        $this->expectException(\JsonException::class);
        (new RedisMessage('x'))->json();
    }
}
