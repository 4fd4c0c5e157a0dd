"""Several Fanfare processes on one Redis behave as one."""


def test_two_nodes_deliver_to_each_others_clients(start_fanfare, redis_settings):
    settings = {**redis_settings, "policy.type": "allow-all"}
    one, two = start_fanfare(settings), start_fanfare(settings)
    one.wait_until_ready()
    two.wait_until_ready()
    target = "/ws/f?subscribe-broadcast&publish-broadcast"

    with one.connect(target) as left, two.connect(target) as right:
        left.send("from the left")
        assert right.receive() == "from the left"
        right.send("from the right")
        assert left.receive() == "from the right"
        one.publish("f", "by the API of one")
        assert (left.receive(), right.receive()) == ("by the API of one",) * 2

    with two.connect(target) as late:
        assert late.receive() == "by the API of one"


def test_all_nodes_deliver_in_the_same_order(start_fanfare, redis_settings):
    settings = {**redis_settings, "policy.type": "allow-all"}
    nodes = [start_fanfare(settings) for _ in range(2)]
    for node in nodes:
        node.wait_until_ready()
    target = "/ws/f?subscribe-broadcast&publish-broadcast&echo"

    with nodes[0].connect(target) as left, nodes[1].connect(target) as right:
        for count in range(200):
            left.send(f"l{count}")
            right.send(f"r{count}")
        heard_left, heard_right = left.receive_many(400), right.receive_many(400)

    assert heard_left == heard_right
    assert [text for text in heard_left if text[0] == "l"] == [f"l{count}" for count in range(200)]
    assert [text for text in heard_left if text[0] == "r"] == [f"r{count}" for count in range(200)]


def test_a_node_subscribes_once_for_all_its_clients(start_fanfare, redis_server, redis_settings):
    server = start_fanfare(redis_settings)
    server.wait_until_ready()
    before = len(redis_server.client.client_list())

    sockets = [server.connect("/ws/f?subscribe-broadcast") for _ in range(50)]

    assert redis_server.client.pubsub_numsub("broadcast:f")[0][1] == 1
    assert len(redis_server.client.client_list()) == before, "no connection a socket"
    for socket in sockets:
        socket.close()


def test_a_node_lets_go_of_a_channel_that_nobody_listens_to(start_fanfare, redis_server, redis_settings):
    from support.deadline import eventually

    server = start_fanfare(redis_settings)
    server.wait_until_ready()

    with server.connect("/ws/passing?subscribe-broadcast"):
        redis_server.wait_for_subscribers("broadcast:passing")
    eventually(lambda: redis_server.client.pubsub_numsub("broadcast:passing")[0][1] == 0,
               "the channel is unsubscribed")
