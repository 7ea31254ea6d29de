"""The rules, in files by what they look at. Whatever is made by `@rule` here is one; there is no list to edit."""
