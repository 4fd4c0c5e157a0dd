<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What a publisher has to know of the server. Immutable. */
final class Options
{
    private const MONTH = 31 * 24 * 3600;
    private const LONGEST_EXPIRE = 100 * 365 * 24 * 3600;

    /**
     * @param ?int $expire for how many seconds a message is kept where the call does not say; null leaves it to the
     *                     server
     * @param int $maxBytes how large a message may be
     * @param int $revokedFor for how many seconds a tombstone stands: the server's identity.revoked_for
     * @param string $colons "name", or "facility" where the server sets facility.<pattern>.allow_colon
     * @param float $connectTimeout in seconds
     * @param float $commandTimeout of each wait for Redis' answer, in seconds; a request to the HTTP API ends, all in
     *                              all, after both timeouts together
     * @throws InvalidArgument
     */
    public function __construct(
        public readonly ?int $expire = null,
        public readonly int $maxBytes = 1 << 20,
        public readonly int $revokedFor = self::MONTH,
        public readonly string $colons = 'name',
        public readonly float $connectTimeout = 2.0,
        public readonly float $commandTimeout = 2.0,
    ) {
        self::checkExpire($expire);
        if (!in_array($colons, ['name', 'facility'], true)) {
            throw new InvalidArgument('colons: must be "name" or "facility"');
        }
        foreach (['maxBytes', 'revokedFor', 'connectTimeout', 'commandTimeout'] as $word) {
            if ($this->$word <= 0) {
                throw new InvalidArgument("$word: must be above zero");
            }
        }
    }

    /** @throws InvalidArgument */
    public static function checkExpire(?int $expire): void
    {
        if ($expire !== null && ($expire < 0 || $expire > self::LONGEST_EXPIRE)) {
            throw new InvalidArgument('expire: must be a number of seconds from 0 to a hundred years');
        }
    }
}
