<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Redis refuses the login or the command, or Fanfare the key. */
final class NotAuthorized extends FanfareException
{
    public function word(): string
    {
        return 'not_authorized';
    }
}
