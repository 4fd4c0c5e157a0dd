<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What is said on the control channel. The tombstone's name is without prefix; null where there is none. */
final class Control
{
    /** @param array<string, string> $said */
    private function __construct(
        public readonly string $verb,
        public readonly array $said,
        public readonly ?string $tombstone,
    ) {
    }

    /** @throws InvalidArgument unless exactly one is given */
    public static function disconnection(?string $user, ?string $session, string|int|null $connection, ?string $facility): self
    {
        $given = array_filter(
            ['user' => $user, 'session' => $session, 'connection' => $connection, 'facility' => $facility],
            static fn (mixed $value) => $value !== null,
        );
        if (count($given) !== 1) {
            throw new InvalidArgument('disconnect: exactly one of user, session, connection and facility must be given');
        }
        $word = array_key_first($given);
        $name = (string) $given[$word];
        if ($word === 'connection' && preg_match('/^[0-9]{1,19}$/D', $name) !== 1) {
            throw new InvalidArgument('connection: must be the number of a connection');
        }
        self::check($word, $name, mayBeEmpty: $word === 'facility');
        $isAboutWho = in_array($word, ['user', 'session'], true);
        return new self('disconnect', [$word => $name], $isAboutWho ? "fanfare:revoked:$word:$name" : null);
    }

    /** @throws InvalidArgument */
    public static function revocation(string $user, string $group): self
    {
        self::check('user', $user);
        self::check('group', $group);
        $escaped = strtr($user, ['%' => '%25', ':' => '%3A']);
        return new self('revoke', ['user' => $user, 'group' => $group], "fanfare:revoked:group:$escaped:$group");
    }

    public function json(): string
    {
        return (string) new RedisMessage([$this->verb => $this->said]);
    }

    private static function check(string $word, string $name, bool $mayBeEmpty = false): void
    {
        if ($name === '' && !$mayBeEmpty) {
            throw new InvalidArgument("$word: must not be empty");
        }
        if (!mb_check_encoding($name, 'UTF-8')) {
            throw new InvalidArgument("$word: is not UTF-8");
        }
    }
}
