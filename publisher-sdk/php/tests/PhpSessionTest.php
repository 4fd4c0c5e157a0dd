<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

use Fanfare\Publisher\InvalidArgument;
use Fanfare\Publisher\PhpSession;
use Fanfare\Publisher\Visitor;
use PHPUnit\Framework\TestCase;

/** A site in plain PHP beside a real Fanfare that asks it who is there. */
final class PhpSessionTest extends TestCase
{
    /** @var list<resource> */
    private array $processes = [];
    private string $folder;
    private string $site;
    private string $cookie = '';

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/fanfare-php-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        $this->site = $this->serve();
    }

    protected function tearDown(): void
    {
        foreach ($this->processes as $process) {
            proc_terminate($process, 9);
            proc_close($process);
        }
        array_map(unlink(...), glob("$this->folder/*"));
        rmdir($this->folder);
    }

    /** @return array{string, resource} what `pattern` finds in what the program says, and what it says next */
    private function start(array $command, string $pattern, int $of = 1): array
    {
        $environment = ['PATH' => getenv('PATH'), 'FANFARE_REDIS' => Witness::one()->redisItself];
        $environment = $command[0] === PHP_BINARY ? $environment : ['PATH' => getenv('PATH')];
        $this->processes[] = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, null, $environment);
        while (($line = fgets($pipes[$of])) !== false) {
            if (preg_match($pattern, $line, $found) === 1) {
                return [$found[1], $pipes[$of]];
            }
        }
        self::fail(implode(' ', $command) . ' did not start: ' . stream_get_contents($pipes[2]));
    }

    private function serve(): string
    {
        [$url] = $this->start(
            [PHP_BINARY, '-d', "session.save_path=$this->folder", '-S', '127.0.0.1:0', __DIR__ . '/site/index.php'],
            '~\((http://\S+)\) started~',
            2,
        );
        return $url;
    }

    private function get(string $path, string $header = ''): string
    {
        $headers = implode("\r\n", array_filter(["Cookie: $this->cookie", $header]));
        $context = stream_context_create(['http' => ['header' => $headers, 'ignore_errors' => true]]);
        $body = file_get_contents($this->site . $path, false, $context);
        foreach ($http_response_header as $line) {
            if (preg_match('/^Set-Cookie: (PHPSESSID=[^;]+)/i', $line, $found) === 1) {
                $this->cookie = $found[1];
            }
        }
        return explode(' ', $http_response_header[0])[1] . ' ' . $body;
    }

    public function testLoginPagePublishLogout(): void
    {
        $id = substr($this->get('/login/mary'), 4);
        $settings = ['server.port=0', 'broker.type=redis', 'broker.redis.url=' . Witness::one()->redisItself,
                     'identity.recheck=0', 'identity.resolver=http', "identity.http.url=$this->site/whoami",
                     'identity.http.secret=of-Fanfare-alone'];
        $fanfare = getenv('FANFARE_BINARY');
        [$address] = $this->start(
            [$fanfare, 'serve', ...array_map(static fn (string $one) => "--set=$one", $settings)],
            '~listening on http://([^/\s]+)~',
        );
        $target = "ws://$address/ws/f?subscribe-user&subscribe-group&subscribe-session";
        [$welcome, $page] = $this->start(
            [$fanfare, 'listen', $target, '--cookie', $this->cookie, '--protocol', 'fanfare.v1'],
            '~^(.*"welcome".*)$~',
        );
        self::assertEqualsCanonicalizing(
            ['group:staff:f', 'user:mary:f', 'session:self:f'],
            json_decode($welcome, true)['channels'],
        );

        $published = json_decode(substr($this->get('/publish/hello'), 4), true);
        self::assertSame(['user:mary:f', 'group:staff:f', "session:$id:f"], $published['channels']);
        for ($i = 0; $i < 3; ++$i) {
            self::assertSame('hello', json_decode(fgets($page), true)['data']);
        }

        self::assertSame('200 bye', $this->get('/logout'));
        self::assertFalse(fgets($page)); // it was closed
    }

    public function testAnAnonymousSelfIsTold(): void
    {
        $published = json_decode(substr($this->get('/publish/hello'), 4), true);

        self::assertSame(['users', 'groups'], $published['withheld']);
    }

    public function testWhoamiAnswersFanfareAlone(): void
    {
        $ours = 'Fanfare-Secret: of-Fanfare-alone';

        self::assertSame('403 ', $this->get('/whoami'));
        self::assertSame('403 ', $this->get('/whoami', 'Fanfare-Secret: x'));
        self::assertSame('204 ', $this->get('/whoami', $ours));
        $id = substr($this->get('/login/mary'), 4);
        self::assertSame("200 {\"user\":\"mary\",\"groups\":[\"staff\"],\"session\":\"$id\"}", $this->get('/whoami', $ours));
    }

    public function testWithoutASessionNobodyIsThereAndNothingEnds(): void
    {
        self::assertEquals(new Visitor(), PhpSession::visitor());
        PhpSession::end();
        self::assertSame(PHP_SESSION_NONE, session_status());
    }

    public function testASecretThatIsNoneIsRefused(): void
    {
        $this->expectException(InvalidArgument::class);
        PhpSession::whoami('a b');
    }
}
