<?php

declare(strict_types=1);

// The shop in plain PHP, with its sessions in Redis by phpredis. SHOP_… come from ../run.sh.

use Fanfare\Publisher\PhpSession;
use Fanfare\Publisher\RedisPublisher;
use Fanfare\Publisher\RedisTransport;

require __DIR__ . '/../../../publisher-sdk/php/tests/autoload.php'; // with Composer: vendor/autoload.php

const GROUPS = ['mary' => ['staff'], 'john' => []];

RedisPublisher::configure(new RedisTransport(getenv('SHOP_REDIS')));
session_start();
$call = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

function logIn(string $name, string $password): void
{
    if (!isset(GROUPS[$name]) || $password !== 'secret') {
        http_response_code(403);
        exit('wrong name or password');
    }
    session_regenerate_id(true);
    $_SESSION['user_id'] = $name;
    $_SESSION['groups'] = GROUPS[$name];
}

function addToDo(string $item): void
{
    $_SESSION['todo'][] = $item;
    (new RedisPublisher('shop', sessions: [RedisPublisher::SELF], request: PhpSession::visitor()))
        ->publishMessage(['todo' => $_SESSION['todo']]);
}

function sendFile(string $name): void
{
    $types = ['html' => 'text/html; charset=utf-8', 'css' => 'text/css', 'js' => 'text/javascript'];
    header('Content-Type: ' . $types[pathinfo($name, PATHINFO_EXTENSION)]);
    readfile(getenv('SHOP_PAGE') . '/' . $name);
}

match ($call) {
    'GET /' => sendFile('index.html'),
    'GET /page/shop.css', 'GET /page/shop.js' => sendFile(basename($call)),
    'GET /me' => print json_encode(['user' => $_SESSION['user_id'] ?? null, 'port' => getenv('SHOP_FANFARE_PORT')]),
    'POST /login' => logIn($_POST['name'], $_POST['password']),
    'POST /logout' => PhpSession::end(),
    'POST /price' => (new RedisPublisher('shop', broadcast: true))->publishMessage(['price' => $_POST['price']]),
    'POST /order' => (new RedisPublisher('shop', users: [$_POST['user']]))->publishMessage(['order' => $_POST['status']]),
    'POST /staff' => (new RedisPublisher('shop', groups: ['staff']))->publishMessage(['staff' => $_POST['text']]),
    'POST /todo' => addToDo($_POST['item']),
    default => http_response_code(404),
};
