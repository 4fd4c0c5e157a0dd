<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** What carries publications to Fanfare. Each call throws NotAuthorized or Unavailable. */
interface Transport
{
    public function options(): Options;

    /**
     * In one round trip, in order.
     *
     * @param non-empty-list<Publication> $publications
     * @return list<?int> how many servers heard each message; null where nobody counts
     */
    public function publish(array $publications): array;

    /** The first that is kept and not empty. */
    public function fetch(Lookup $lookup): ?RedisMessage;

    /** Says it to every node, its tombstone written before. */
    public function send(Control $control): void;

    /** Closes what is open; a later call opens it again. */
    public function close(): void;
}
