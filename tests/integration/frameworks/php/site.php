<?php
// A site made with PHP, whose sessions are where php.ini says; with SITE_JSON, the address of a Redis,
// it writes them there itself, as JSON.

final class User
{
    public array $roles = ['reader'];

    public function __construct(protected string $name, private int $logins)
    {
    }
}

final class JsonSessions implements SessionHandlerInterface
{
    private Redis $redis;

    public function open(string $path, string $name): bool
    {
        [$host, $port] = explode(':', getenv('SITE_JSON'));
        $this->redis = new Redis();
        return $this->redis->connect($host, (int)$port);
    }

    public function read(string $id): string|false
    {
        $_SESSION = json_decode($this->redis->get("shop:$id") ?: '{}', true);
        return session_encode() ?: '';
    }

    public function write(string $id, string $data): bool
    {
        return $this->redis->setex("shop:$id", 3600, json_encode((object)$_SESSION));
    }

    public function destroy(string $id): bool
    {
        return $this->redis->del("shop:$id") >= 0;
    }

    public function close(): bool
    {
        return $this->redis->close();
    }

    public function gc(int $lifetime): int|false
    {
        return 0;
    }
}

if (getenv('SITE_JSON')) {
    session_set_save_handler(new JsonSessions(), true);
}
session_start();
switch (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case '/login':
        session_regenerate_id(true);
        $_SESSION['note'] = $_POST['note'] ?? '';
        $_SESSION['user_id'] = $_POST['user'];
        $_SESSION['groups'] = explode(',', $_POST['groups']);
        $_SESSION['user'] = getenv('SITE_JSON') ? null : new User($_POST['user'], 1);
        $_SESSION['same'] = &$_SESSION['user'];
        break;
    case '/basket':
        $_SESSION['basket'][] = 'a book';
        break;
    case '/logout':
        session_destroy();
        break;
}
$id = session_id();
session_write_close();
echo $id;
