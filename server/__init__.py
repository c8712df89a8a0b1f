"""Greenroom: a private study companion for product managers moving into technical roles."""
