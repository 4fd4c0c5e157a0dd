<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Who is behind a request. Somebody without a user is anonymous, and may have a session all the same. */
final class Visitor
{
    public readonly ?string $user;
    /** @var list<string> */
    public readonly array $groups;
    public readonly ?string $session;

    /** @param array<string|int> $groups */
    public function __construct(string|int|null $user = null, array $groups = [], ?string $session = null)
    {
        $this->user = $user === null || $user === '' ? null : (string) $user;
        $this->groups = $this->user === null ? [] : array_map(strval(...), array_values($groups));
        $this->session = $session === '' ? null : $session;
    }
}
