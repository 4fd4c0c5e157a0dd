<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What is published, and what is fetched: a string as it is, anything else as JSON. Immutable. */
final class RedisMessage implements \Stringable
{
    private const JSON = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_LINE_TERMINATORS
        | JSON_THROW_ON_ERROR;

    public readonly string $bytes;

    /** @throws InvalidArgument */
    public function __construct(mixed $value = '')
    {
        $this->bytes = self::bytesOf($value);
    }

    /** @throws \JsonException if it is no JSON */
    public function json(bool $associative = true): mixed
    {
        return json_decode($this->bytes, $associative, flags: JSON_THROW_ON_ERROR);
    }

    public function __toString(): string
    {
        return $this->bytes;
    }

    /** @throws InvalidArgument beyond that bound */
    public static function bounded(mixed $value, int $maxBytes): string
    {
        $bytes = self::bytesOf($value);
        $size = strlen($bytes);
        return $size <= $maxBytes
            ? $bytes
            : throw new InvalidArgument("message: has $size bytes, more than maxBytes ($maxBytes)");
    }

    private static function bytesOf(mixed $value): string
    {
        if (is_string($value)) {
            return $value;
        }
        if ($value instanceof self) {
            return $value->bytes;
        }
        if (is_resource($value)) {
            throw new InvalidArgument('message: a resource is neither text nor JSON');
        }
        try {
            return json_encode($value, self::JSON);
        } catch (\JsonException $error) {
            throw new InvalidArgument('message: is no JSON: ' . $error->getMessage(), 0, $error);
        }
    }
}
