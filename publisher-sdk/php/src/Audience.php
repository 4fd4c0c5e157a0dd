<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** `kind` is "broadcast", "user", "group", "session" or "room"; a broadcast has no name. */
final class Audience
{
    private const MAX_FACILITY_BYTES = 255;
    private const MAX_KEY_BYTES = 1024;
    private const CONTROL = '/[\x00-\x1f\x7f]/';

    public function __construct(public readonly string $kind, public readonly string $name = '')
    {
    }

    public function key(string $facility): string
    {
        return $this->kind === 'broadcast' ? "broadcast:$facility" : "$this->kind:$this->name:$facility";
    }

    /** @throws InvalidArgument if no channel can be of that facility */
    public static function checkFacility(?string $facility, string $colons): string
    {
        if ($facility === null) {
            throw new InvalidArgument('facility: is missing');
        }
        $why = self::whyUnfit($facility);
        if ($why === null && $colons === 'name' && str_contains($facility, ':')) {
            $why = 'must not hold a colon';
        }
        if ($why === null && strlen($facility) > self::MAX_FACILITY_BYTES) {
            $why = 'is longer than ' . self::MAX_FACILITY_BYTES . ' bytes';
        }
        return $why === null ? $facility : throw new InvalidArgument("facility: $why");
    }

    /** @throws InvalidArgument which names `field`, if this cannot be an audience of the facility */
    public function check(string $facility, string $colons, string $field): self
    {
        $why = $this->name === '' ? 'must not be empty' : self::whyUnfit($this->name);
        if ($why === null && $colons === 'facility' && str_contains($this->name, ':')) {
            $why = 'must not hold a colon';
        }
        if ($why === null && strlen($this->key($facility)) > self::MAX_KEY_BYTES) {
            $why = 'is too long';
        }
        return $why === null ? $this : throw new InvalidArgument("$field: $why");
    }

    private static function whyUnfit(string $text): ?string
    {
        if (preg_match(self::CONTROL, $text) === 1) {
            return 'must not hold a control character';
        }
        return mb_check_encoding($text, 'UTF-8') ? null : 'is not UTF-8';
    }
}
