<?php

declare(strict_types=1);

namespace Fanfare\Publisher\Tests;

/** The witness of the vectors, as these tests ask it: publisher-sdk/vectors/README.md. */
final class Witness
{
    private const VECTORS = __DIR__ . '/../../vectors';

    private static ?self $one = null;

    public readonly string $redis;
    public readonly string $redisItself;
    public readonly string $http;
    public readonly string $key;
    private readonly string $url;
    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];

    private function __construct()
    {
        $python = getenv('FANFARE_PYTHON') ?: __DIR__ . '/../../../.venv/bin/python';
        $this->process = proc_open([$python, self::VECTORS . '/witness'], [['pipe', 'r'], ['pipe', 'w']], $this->pipes);
        $line = (string) fgets($this->pipes[1]);
        if (preg_match('/^witness: listening on (\S+)$/', $line, $found) !== 1) {
            throw new \RuntimeException("the witness says: $line");
        }
        $this->url = $found[1];
        $addresses = $this->ask('/addresses');
        $this->redis = $addresses['redis'];
        $this->redisItself = $addresses['redis_itself'];
        $this->http = $addresses['http'];
        $this->key = $addresses['key'];
    }

    /** Started once, and ended with the tests. */
    public static function one(): self
    {
        if (self::$one === null) {
            self::$one = new self();
            register_shutdown_function(static fn () => self::$one->stop());
        }
        return self::$one;
    }

    /** @return array<string, \stdClass> by their names */
    public static function vectors(): array
    {
        $files = glob(self::VECTORS . '/*.json');
        $all = array_merge(...array_map(static fn (string $file) => json_decode(file_get_contents($file)), $files));
        return array_combine(array_map(static fn (\stdClass $one) => $one->name, $all), $all);
    }

    /**
     * @param array<string, mixed> $asked
     * @return array<string, mixed>
     */
    public function ask(string $path, array $asked = []): array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST', 'content' => json_encode((object) $asked, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION),
            'header' => 'Content-Type: application/json', 'ignore_errors' => true,
        ]]);
        $answer = json_decode(file_get_contents($this->url . $path, false, $context), true);
        if (str_contains($http_response_header[0], ' 500')) {
            throw new \RuntimeException(implode(', ', $answer['wrong']));
        }
        return $answer;
    }

    /** "pause", "resume", "stop" or "start". */
    public function changeRedis(string $what): void
    {
        $this->ask('/redis', ['do' => $what]);
    }

    private function stop(): void
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }
}
