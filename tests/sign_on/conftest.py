from tests.factories.sign_on import calder, calder_server, harbour, harbour_server, house, one_house, traveller

__all__ = ["calder", "calder_server", "harbour", "harbour_server", "house", "one_house", "traveller"]
