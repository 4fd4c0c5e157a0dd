<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Messages on their way, all to the same. `expire` is null where the other side decides, 0 where nothing is kept. */
final class Publication
{
    /** @param list<string> $payloads */
    public function __construct(
        public readonly Addressees $to,
        public readonly array $payloads,
        public readonly ?int $expire,
    ) {
    }
}
