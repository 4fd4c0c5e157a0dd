<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * No connection, no answer in time, or an error of the other side. After a timeout the message may have been published
 * or not. The next call connects again.
 */
final class Unavailable extends FanfareException
{
    public function word(): string
    {
        return 'unavailable';
    }
}
