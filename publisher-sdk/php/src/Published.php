<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What came of a message. Immutable. */
final class Published
{
    /**
     * @param list<string> $channels the keys it was published to, without the prefix
     * @param list<string> $withheld the arguments that came to nobody: an anonymous SELF, a SELF without groups, an
     *                               empty list
     * @param ?int $heard how many Fanfare servers heard it, summed over the channels; null where nobody counts
     */
    public function __construct(
        public readonly array $channels,
        public readonly array $withheld,
        public readonly ?int $heard,
    ) {
    }
}
