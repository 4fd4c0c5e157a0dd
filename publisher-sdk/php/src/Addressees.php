<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Whom a publisher publishes to. Immutable. */
final class Addressees
{
    private const KINDS = ['users' => 'user', 'groups' => 'group', 'sessions' => 'session', 'rooms' => 'room'];

    /** @var list<string> */
    public readonly array $channels;

    /**
     * @param list<Audience> $audiences
     * @param list<string> $withheld the arguments that came to nobody
     */
    private function __construct(
        public readonly string $facility,
        public readonly array $audiences,
        public readonly array $withheld,
    ) {
        $this->channels = array_map(static fn (Audience $one) => $one->key($facility), $audiences);
    }

    /**
     * @param array<string, mixed> $given the arguments users, groups, sessions and rooms that are not null
     * @throws InvalidArgument
     */
    public static function of(?string $facility, bool $broadcast, array $given, ?Visitor $visitor, string $colons): self
    {
        $facility = Audience::checkFacility($facility, $colons);
        $audiences = $broadcast ? [new Audience('broadcast')] : [];
        $withheld = [];
        foreach ($given as $field => $names) {
            $found = array_map(
                static fn (mixed $item) => self::names($field, $item, $visitor),
                self::items($field, $names),
            );
            foreach (array_merge(...$found) as $name) {
                $audiences[] = (new Audience(self::KINDS[$field], $name))->check($facility, $colons, $field);
            }
            if ($found === [] || in_array([], $found, true)) {
                $withheld[] = $field;
            }
        }
        return new self($facility, self::unique($audiences, $facility), $withheld);
    }

    /**
     * @param list<Audience> $audiences
     * @return list<Audience>
     */
    public static function unique(array $audiences, string $facility): array
    {
        $byKey = [];
        foreach ($audiences as $audience) {
            $byKey[$audience->key($facility)] ??= $audience;
        }
        return array_values($byKey);
    }

    /** @return list<mixed> */
    private static function items(string $field, mixed $given): array
    {
        if (is_string($given) || $given === Name::SELF) {
            return [$given];
        }
        return is_array($given) && array_is_list($given)
            ? $given
            : throw new InvalidArgument("$field: must be a list of names");
    }

    /** @return list<string> none at all for a SELF that stands for nobody */
    private static function names(string $field, mixed $item, ?Visitor $visitor): array
    {
        if ($item === Name::SELF) {
            return self::namesOfSelf($field, $visitor);
        }
        return is_string($item) || is_int($item)
            ? [(string) $item]
            : throw new InvalidArgument("$field: a " . get_debug_type($item) . ' is no name');
    }

    /** @return list<string> */
    private static function namesOfSelf(string $field, ?Visitor $visitor): array
    {
        if ($field === 'rooms') {
            throw new InvalidArgument('rooms: SELF is no room');
        }
        if ($visitor === null) {
            throw new InvalidArgument("$field: SELF needs the request: pass its Visitor");
        }
        if ($field === 'groups') {
            return $visitor->groups;
        }
        $name = $field === 'users' ? $visitor->user : $visitor->session;
        return $name === null ? [] : [$name];
    }
}
