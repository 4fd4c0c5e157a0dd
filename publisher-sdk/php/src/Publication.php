<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** One message on its way. `expire` is null where the other side decides, 0 where nothing is kept. */
final class Publication
{
    public function __construct(
        public readonly Addressees $to,
        public readonly string $payload,
        public readonly ?int $expire,
    ) {
    }
}
