<?php

declare(strict_types=1);

// A site in plain PHP, served by `php -S`. Its Redis is FANFARE_REDIS.

use Fanfare\Publisher\PhpSession;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;

require __DIR__ . '/../autoload.php';

session_start();
$path = explode('/', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
RedisPublisher::configure(new RedisTransport(getenv('FANFARE_REDIS')));

switch ($path[1]) {
    case 'login':
        session_regenerate_id(true);
        $_SESSION['user_id'] = $path[2];
        $_SESSION['groups'] = ['staff'];
        echo session_id();
        break;
    case 'publish':
        $self = [RedisPublisher::SELF];
        $publisher = new RedisPublisher('f', users: $self, groups: $self, sessions: $self, request: PhpSession::visitor());
        echo json_encode($publisher->publishMessage($path[2]));
        break;
    case 'logout':
        PhpSession::end();
        echo 'bye';
        break;
    case 'whoami':
        PhpSession::whoami('of-Fanfare-alone');
        break;
}
