<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

use Fanfare\Publisher\PhpSession;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;
use Fanfare\Publisher\Visitor;
use PHPUnit\Framework\TestCase;

/** What docs/publisher-sdk.md says of PHP works as it stands. */
final class DocsTest extends TestCase
{
    public function testTheLinesPublishAndFetchWhatTheySay(): void
    {
        $witness = Witness::one();
        $witness->ask('/begin', ['vector' => 'keeps nothing with an expiry of zero', 'transport' => 'redis']);
        $document = file_get_contents(__DIR__ . '/../../../docs/publisher-sdk.md');
        $section = explode('For sites in plain PHP', explode("## PHP\n", $document)[1])[0];
        preg_match_all('/^```php\n(.*?)^```$/ms', $section, $blocks);
        $lines = implode('', $blocks[1]);
        $lines = str_replace('redis://127.0.0.1:6379/0', $witness->redisItself, $lines);
        $lines = 'use ' . PhpSession::class . ";\n" . $lines;
        $another = new RedisPublisher('orders', users: ['ann'], transport: new RedisTransport($witness->redisItself));

        eval($lines);

        self::assertSame('for these', $kept->bytes);
        $ann = new Visitor('ann');
        self::assertSame('for others', (new RedisPublisher())->fetchMessage($ann, 'orders', 'user')->bytes);
        RedisPublisher::configure();
    }
}
