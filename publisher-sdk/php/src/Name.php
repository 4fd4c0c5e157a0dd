<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What may stand in place of a name. */
enum Name
{
    /** The user, the groups or the session of the visitor. */
    case SELF;
}
