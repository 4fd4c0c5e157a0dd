<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** The call is wrong: nothing was sent. The message names what is wrong. */
final class InvalidArgument extends FanfareException
{
    public function word(): string
    {
        return 'invalid_argument';
    }
}
