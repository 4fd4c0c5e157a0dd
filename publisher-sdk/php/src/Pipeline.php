<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/** Collects what is published, of several publishers, until send() sends it in one round trip over one transport. */
final class Pipeline
{
    /** @var list<Publication> */
    private array $publications = [];

    /** Is made by RedisPublisher::pipeline(). */
    public function __construct(private readonly RedisPublisher $publisher, private readonly Transport $transport)
    {
    }

    /** @throws InvalidArgument */
    public function publishMessage(mixed $message, ?int $expire = null, ?RedisPublisher $publisher = null): self
    {
        return $this->publishBatch([$message], $expire, $publisher);
    }

    /**
     * @param iterable<mixed> $messages
     * @throws InvalidArgument if one of them is wrong; then none of them is added
     */
    public function publishBatch(iterable $messages, ?int $expire = null, ?RedisPublisher $publisher = null): self
    {
        $added = ($publisher ?? $this->publisher)->publication($messages, $expire);
        if ($added->payloads !== []) {
            $this->publications[] = $added;
        }
        return $this;
    }

    /**
     * The pipeline is empty again, whatever happens.
     *
     * @return list<Published> what came of each
     */
    public function send(): array
    {
        $publications = $this->publications;
        $this->publications = [];
        $sent = array_values(array_filter($publications, static fn (Publication $one) => $one->to->channels !== []));
        $heard = $sent === [] ? [] : $this->transport->publish($sent);
        $results = [];
        $at = 0;
        foreach ($publications as $publication) {
            $to = $publication->to;
            $counts = $to->channels === []
                ? array_fill(0, count($publication->payloads), 0)
                : array_slice($heard, $at, count($publication->payloads));
            $at += $to->channels === [] ? 0 : count($counts);
            $same = null; // most of a batch come to the same: they share what tells it
            foreach ($counts as $count) {
                if ($same === null || $same->heard !== $count) {
                    $same = new Published($to->channels, $to->withheld, $count);
                }
                $results[] = $same;
            }
        }
        return $results;
    }
}
