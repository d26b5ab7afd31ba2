"""What a trainer may upload as a material, told by its content: pure modules, no Django.

`taking.take` reads bytes from outside and gives back what is to be stored, or says in a sentence why it is not.
"""
