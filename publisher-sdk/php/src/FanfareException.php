<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What can go wrong. `word()` is the same in every language's SDK. */
abstract class FanfareException extends \RuntimeException
{
    abstract public function word(): string;
}
