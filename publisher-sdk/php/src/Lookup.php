<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Where a kept message is looked for, in this order. */
final class Lookup
{
    private const AUDIENCES = ['any', 'broadcast', 'user', 'group', 'session', 'room'];

    /** @param list<Audience> $audiences */
    private function __construct(
        public readonly string $facility,
        public readonly string $audience,
        public readonly array $audiences,
    ) {
    }

    /** @throws InvalidArgument */
    public static function of(
        ?Visitor $request,
        ?string $facility,
        string $audience,
        ?string $room,
        string $colons,
    ): self {
        $facility = Audience::checkFacility($facility, $colons);
        if (!in_array($audience, self::AUDIENCES, true)) {
            throw new InvalidArgument('audience: must be one of ' . implode(', ', self::AUDIENCES));
        }
        if ($audience === 'room') {
            $named = new Audience('room', $room ?? throw new InvalidArgument('room: is missing'));
            return new self($facility, $audience, [$named->check($facility, $colons, 'room')]);
        }
        if ($request === null && in_array($audience, ['user', 'group', 'session'], true)) {
            throw new InvalidArgument("request: its Visitor is needed to look for the $audience");
        }
        $wanted = array_filter(
            self::audiences($request ?? new Visitor()),
            static fn (Audience $one) => $audience === 'any' || $audience === $one->kind,
        );
        foreach ($wanted as $one) {
            if ($one->kind !== 'broadcast') {
                $one->check($facility, $colons, "request: $one->kind");
            }
        }
        return new self($facility, $audience, Addressees::unique(array_values($wanted), $facility));
    }

    /** @return list<Audience> */
    private static function audiences(Visitor $visitor): array
    {
        return [
            ...($visitor->session === null ? [] : [new Audience('session', $visitor->session)]),
            ...($visitor->user === null ? [] : [new Audience('user', $visitor->user)]),
            ...array_map(static fn (string $group) => new Audience('group', $group), $visitor->groups),
            new Audience('broadcast'),
        ];
    }
}
