<?php

declare(strict_types=1);

// program.php REDIS publish|fetch: publishes what comes to room r of facility f, or writes what is kept there.

use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;

require __DIR__ . '/../../php/tests/autoload.php';

[, $redis, $what] = $argv;
$publisher = new RedisPublisher('f', rooms: ['r'], transport: new RedisTransport($redis));
if ($what === 'publish') {
    $publisher->publishMessage(stream_get_contents(STDIN));
} else {
    fwrite(STDOUT, $publisher->fetchMessage(audience: 'room', room: 'r')->bytes);
}
