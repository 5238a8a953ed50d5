"""The public site as files: every public page at its address, with lists, feeds and data beside it.

``tree``       a folder of files: written whole, compared, removed
``records``    what a list, a feed or a card says about a document; made once, when it goes outside
``edition``    a site and the records that pages are rendered with
``contents``   which files a page has, and what is in each
``update``     what to rewrite when pages have changed
``building``   all of it anew, the check of it, and which tree is current
``serving``    the tree, given to visitors who read it as it was rendered
"""
