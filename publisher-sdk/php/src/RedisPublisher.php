<?php

declare(strict_types=1);

namespace Fanfare\Publisher;

/**
 * Publishes to the audiences of one facility, and reads what is kept for a visitor of it.
 *
 *     $publisher = new RedisPublisher('orders', users: ['mary', RedisPublisher::SELF], request: $visitor);
 *     $publisher->publishMessage('Your order has left');
 *
 * Without audiences it can only fetch. Each call throws InvalidArgument, NotAuthorized or Unavailable.
 */
final class RedisPublisher
{
    /** In place of a name: the user, the groups or the session of the request's visitor. */
    public const SELF = Name::SELF;

    private static ?Transport $configured = null;

    private readonly Transport $transport;
    private readonly ?Addressees $to;
    private readonly bool $namesAnybody;

    /**
     * Names are texts, whole numbers or SELF; a list of them, or one.
     *
     * @param ?Visitor $request who is behind the request; PhpSession::visitor() for plain PHP
     */
    public function __construct(
        private readonly ?string $facility = null,
        bool $broadcast = false,
        mixed $users = null,
        mixed $groups = null,
        mixed $sessions = null,
        mixed $rooms = null,
        ?Visitor $request = null,
        ?Transport $transport = null,
    ) {
        $this->transport = $transport ?? self::$configured ??= new RedisTransport();
        $names = ['users' => $users, 'groups' => $groups, 'sessions' => $sessions, 'rooms' => $rooms];
        $given = array_filter($names, static fn (mixed $one) => $one !== null);
        $this->namesAnybody = $broadcast || $given !== [];
        $this->to = $facility === null && !$this->namesAnybody
            ? null
            : Addressees::of($facility, $broadcast, $given, $request, $this->transport->options()->colons);
    }

    /** Sets the transport of all publishers that name none; without one, the Redis of this machine. */
    public static function configure(?Transport $transport = null): void
    {
        self::$configured = $transport;
    }

    /**
     * A string as it is, anything else as JSON. With an `expire` above zero it is also kept so many seconds, for who
     * connects later; null is the transport's; zero keeps nothing, and leaves what was kept before.
     */
    public function publishMessage(mixed $message, ?int $expire = null): Published
    {
        return $this->publishBatch([$message], $expire)[0];
    }

    /**
     * All in one round trip, in order. None is sent if one of them is wrong.
     *
     * @param iterable<mixed> $messages
     * @return list<Published>
     */
    public function publishBatch(iterable $messages, ?int $expire = null): array
    {
        return $this->pipeline()->publishBatch($messages, $expire)->send();
    }

    public function pipeline(): Pipeline
    {
        return new Pipeline($this, $this->transport);
    }

    /**
     * The message kept for who is behind the request: of the session, the user, the groups in their order and broadcast
     * the first that has one, or of `audience` alone; "room" needs `room`. Null if there is none.
     */
    public function fetchMessage(
        ?Visitor $request = null,
        ?string $facility = null,
        string $audience = 'any',
        ?string $room = null,
    ): ?RedisMessage {
        $colons = $this->transport->options()->colons;
        return $this->transport->fetch(Lookup::of($request, $facility ?? $this->facility, $audience, $room, $colons));
    }

    /** Ends the connections of one of these, on every node. Change the site first: whose session holds may come back. */
    public static function disconnect(
        ?string $user = null,
        ?string $session = null,
        string|int|null $connection = null,
        ?string $facility = null,
        ?Transport $transport = null,
    ): void {
        $control = Control::disconnection($user, $session, $connection, $facility);
        ($transport ?? self::$configured ??= new RedisTransport())->send($control);
    }

    /** Takes a group from a user's connections, on every node. Change the site first. */
    public static function revoke(string $user, string $group, ?Transport $transport = null): void
    {
        ($transport ?? self::$configured ??= new RedisTransport())->send(Control::revocation($user, $group));
    }

    /**
     * @internal for Pipeline
     * @param iterable<mixed> $messages
     */
    public function publication(iterable $messages, ?int $expire): Publication
    {
        Options::checkExpire($expire);
        if ($this->to === null || !$this->namesAnybody) {
            throw new InvalidArgument('no audience is named: broadcast, users, groups, sessions or rooms');
        }
        $options = $this->transport->options();
        $bound = $options->maxBytes;
        $payloads = [];
        foreach ($messages as $message) {
            $payloads[] = is_string($message) && strlen($message) <= $bound
                ? $message // a call for each of a batch is felt
                : RedisMessage::bounded($message, $bound);
        }
        return new Publication($this->to, $payloads, $expire ?? $options->expire);
    }
}
