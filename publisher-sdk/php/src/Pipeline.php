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
        $added = ($publisher ?? $this->publisher)->publications($messages, $expire);
        $this->publications = $this->publications === [] ? $added : [...$this->publications, ...$added];
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
            $results[] = new Published($to->channels, $to->withheld, $to->channels === [] ? 0 : $heard[$at++]);
        }
        return $results;
    }
}
